-- CreateIndex
CREATE INDEX "product_project_id_currency_price_min_price_max_idx" ON "product"("project_id", "currency", "price_min", "price_max");
